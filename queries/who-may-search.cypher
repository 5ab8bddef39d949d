// Who may search whose systems
// question: Which agencies may search the most other agencies' systems, and whose systems may be searched by the most?
// asked by: investigative journalist
// evidence: every grade counts
// param least: int = 50. Least number of other agencies for an agency to be shown
// column agency: name of the agency
// column agency_id: its id
// column searches: number of agencies whose systems it may search
// column searched_by: number of agencies that may search its systems
// column sources: sources of the access
// caveat: Over everything in the test data (100,000 nodes) it takes about 0.6 s, two thirds of it start-up: all 37,000 permissions are grouped; the plan is a count kept on the agency.
// caveat: Permission to search, as a vendor's public pages state it; not that anybody searched.
MATCH (x:Access)-[:SEARCHER]->(a:Organization)
WITH a, count(*) AS searches
WITH * WHERE searches >= $least
WITH a, searches, COUNT { (a)<-[:HOLDER]-(:Access) } AS searched_by
MATCH (a)<-[:SEARCHER]-(x:Access)-[:SOURCE]->(s:Source)
WITH a, searches, searched_by, s ORDER BY s.id
WITH a, searches, searched_by, collect(DISTINCT s.id) AS sources
RETURN a.name AS agency, a.id AS agency_id, searches, searched_by, sources
ORDER BY searches DESC, agency, agency_id
LIMIT 500
