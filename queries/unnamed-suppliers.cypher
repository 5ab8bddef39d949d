// Deals without a named supplier
// question: For which deals does the source say that there was a supplier, but not who?
// asked by: investigative journalist
// evidence: every grade counts
// column deal: the deal's id
// column destination: where it went
// column customer: the agency, where named
// column intermediaries: resellers named instead
// column technologies: what it is about
// column status: stage of the deal
// column date: date as published
// column note: what the source says of the supplier
// column sources: sources of the deal
// caveat: The supplier may be one that the graph knows; that is not concluded here.
MATCH (d:Deal)-[:DESTINATION]->(t:Territory), (d)-[:SOURCE]->(s:Source)
WITH * WHERE d.supplierUnnamed = true
OPTIONAL MATCH (d)-[:CUSTOMER]->(c:Organization)
OPTIONAL MATCH (d)-[:INTERMEDIARY]->(i:Organization)
OPTIONAL MATCH (d)-[:TECHNOLOGY]->(k:Technology)
WITH d, t, s, c, i, k ORDER BY c.name, i.name, k.code, s.id
WITH d, t, collect(DISTINCT c.name) AS customer, collect(DISTINCT i.name) AS intermediaries, collect(DISTINCT k.code) AS technologies, collect(DISTINCT s.id) AS sources
RETURN d.id AS deal, t.code AS destination, customer, intermediaries, technologies, d.status AS status, d.date AS date, d.notes AS note, sources
ORDER BY destination, deal
LIMIT 1000
