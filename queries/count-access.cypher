// Access counted
// question: How many agencies may search what how many others collect?
// asked by: investigative journalist
// evidence: every grade counts
// param dataset: text = ''. Name of the data set, such as flock_nc, with its edition; all when empty
// param edition: text = ''. Edition of the data set
// column permissions: pairs of a searcher and a holder
// column holders: agencies whose systems may be searched
// column searchers: agencies that may search
// column sources: sources of the permissions
// caveat: Only agencies that publish with whom they share are in the data; a permission is no search.
MATCH (a:Access)-[:SOURCE]->(s:Source)
WITH * WHERE $dataset = '' OR (s.dataset = $dataset AND s.edition = $edition)
MATCH (a)-[:HOLDER]->(h:Organization), (a)-[:SEARCHER]->(x:Organization)
WITH a, h, x, s ORDER BY s.id
RETURN count(DISTINCT a.uri) AS permissions, count(DISTINCT h.uri) AS holders, count(DISTINCT x.uri) AS searchers, collect(DISTINCT s.id) AS sources
ORDER BY permissions
LIMIT 1
