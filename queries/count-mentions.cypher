// Mentions counted
// question: In how many territories does a data set name a company, or how many companies does it name?
// asked by: think-tank researcher
// evidence: every grade counts
// param dataset: text = ''. Name of the data set, such as carnegie_aigs, with its edition; all when empty
// param edition: text = ''. Edition of the data set
// param organization: text = ''. Id of the organization; all when empty
// column mentions: mentions, each counted once
// column territories: territories for which somebody is named
// column organizations: organizations named
// column sources: sources of the mentions
// caveat: A mention is no deal: the source does not say which technology, for whom or when.
MATCH (m:Mention)-[:ORGANIZATION]->(o:Organization), (m)-[:SOURCE]->(s:Source)
WITH * WHERE ($dataset = '' OR (s.dataset = $dataset AND s.edition = $edition)) AND ($organization = '' OR o.id = $organization)
OPTIONAL MATCH (m)-[:TERRITORY]->(t:Territory)
WITH m, o, t, s ORDER BY s.id
RETURN count(DISTINCT m.uri) AS mentions, count(DISTINCT t.code) AS territories, count(DISTINCT o.uri) AS organizations, collect(DISTINCT s.id) AS sources
ORDER BY mentions
LIMIT 1
