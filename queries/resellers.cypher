// Resellers between vendor and agency
// question: Through which intermediaries did which vendors reach which agencies?
// asked by: investigative journalist
// evidence: deals from the grade in the parameter evidence on, research-attribution when none is given
// param evidence: evidence = research-attribution. Weakest grade of evidence for a deal to count
// column intermediary: reseller or prime contractor
// column intermediary_id: its id
// column home: its home territories
// column vendors: vendors it resold
// column customers: agencies reached
// column territories: destinations
// column deals: number of deals
// column sources: sources of the deals
// caveat: Where a source names several vendors of a reseller and not whose product it was, the vendor is left open.
MATCH (i:Organization)<-[:INTERMEDIARY]-(d:Deal)-[:DESTINATION]->(t:Territory), (d)-[:SOURCE]->(s:Source)
WITH * WHERE d.evidenceRank <= $evidence
OPTIONAL MATCH (d)-[:SUPPLIER]->(v:Organization)
OPTIONAL MATCH (d)-[:CUSTOMER]->(c:Organization)
OPTIONAL MATCH (i)-[:TERRITORY]->(h:Territory)
WITH i, d, t, s, v, c, h ORDER BY v.name, c.name, t.code, h.code, d.uri, s.id
WITH i, collect(DISTINCT h.code) AS home, collect(DISTINCT v.name) AS vendors, collect(DISTINCT c.name) AS customers, collect(DISTINCT t.code) AS territories,
  count(DISTINCT d.uri) AS deals, collect(DISTINCT s.id) AS sources
RETURN i.name AS intermediary, i.id AS intermediary_id, home, vendors, customers, territories, deals, sources
ORDER BY deals DESC, intermediary, intermediary_id
LIMIT 1000
