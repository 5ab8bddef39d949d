// Listings counted
// question: How many listings of organizations does a programme have that fit?
// asked by: export-control analyst
// evidence: every grade counts
// param programme: text = ''. Id of the programme without "programme:", such as us-bis-entity-list; all when empty
// param dataset: text = ''. Name of the data set, such as us_csl, with its edition; all when empty
// param edition: text = ''. Edition of the data set
// param started: text = ''. Day, month or year on which the listing began; all when empty
// param ended: text = ''. Day, month or year on which the listing ended; all when empty
// param act: text = ''. Legal act, or a part of its citation such as 84 FR 54002; all when empty
// column listings: listings, each counted once
// column organizations: organizations listed
// column territories: territories of these organizations
// column sources: sources of the listings
// caveat: A list may have several entries for one organization (one for each address), and what was taken off before the edition was made is not in it.
MATCH (l:Listing)-[:PROGRAMME]->(p:Programme)
WITH * WHERE ($programme = '' OR p.id = 'programme:' + $programme) AND ($started = '' OR l.startLatest STARTS WITH $started)
  AND ($ended = '' OR l.endLatest STARTS WITH $ended) AND ($act = '' OR any(x IN l.legalActs WHERE x CONTAINS $act))
MATCH (l)-[:SOURCE]->(s:Source)
WITH * WHERE $dataset = '' OR (s.dataset = $dataset AND s.edition = $edition)
MATCH (l)-[:SUBJECT]->(o)
OPTIONAL MATCH (o)-[:TERRITORY]->(t:Territory)
WITH l, o, t, s ORDER BY s.id
RETURN count(DISTINCT l.uri) AS listings, count(DISTINCT o.uri) AS organizations, count(DISTINCT t.code) AS territories, collect(DISTINCT s.id) AS sources
ORDER BY listings
LIMIT 1
