// Territories by regime type counted
// question: How many territories does an index score or class, and how many of them with that answer?
// asked by: think-tank researcher
// evidence: every grade counts
// param dataset: text = ''. Name of the data set, such as carnegie_aigs, with its edition; all when empty
// param edition: text = ''. Edition of the data set
// param regime: text = ''. How the text of the regime type begins, such as "Freedom in the World 2020: Free"; all when empty
// column territories: territories with such a regime type
// column sources: sources of these territories
// caveat: Without a data folder no index is held and the count is of territories alone.
MATCH (t:Territory)-[:SOURCE]->(s:Source)
WITH * WHERE ($dataset = '' OR (s.dataset = $dataset AND s.edition = $edition)) AND ($regime = '' OR any(x IN t.regimeTypes WHERE x STARTS WITH $regime))
WITH t, s ORDER BY s.id
RETURN count(DISTINCT t.code) AS territories, collect(DISTINCT s.id) AS sources
ORDER BY territories
LIMIT 1
