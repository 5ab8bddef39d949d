// Importers
// question: Which territories bought from abroad, from how many suppliers of which homes, through which agencies, and what?
// asked by: think-tank researcher
// evidence: deals from the grade in the parameter evidence on, press when none is given
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column territory: name of the destination
// column code: ISO code
// column deals: deals with a supplier from abroad
// column suppliers: number of suppliers
// column homes: their home territories
// column agencies: names of the customers, where a source names them
// column technologies: what was bought
// column sources: sources of the deals
// caveat: A count of published deals. Suppliers whose home territory is not known are left out.
MATCH (t:Territory)<-[:DESTINATION]-(d:Deal)-[:SUPPLIER]->(v:Organization)-[:TERRITORY]->(h:Territory), (d)-[:SOURCE]->(s:Source)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
  AND NOT EXISTS { (v)-[:TERRITORY]->(:Territory)<-[:WITHIN*0..2]-(t) }
OPTIONAL MATCH (d)-[:TECHNOLOGY]->(k:Technology)
OPTIONAL MATCH (d)-[:CUSTOMER]->(c:Organization)
WITH t, d, v, h, s, k, c ORDER BY h.code, k.code, c.name, d.uri, s.id
WITH t, count(DISTINCT d.uri) AS deals, count(DISTINCT v.uri) AS suppliers, collect(DISTINCT h.code) AS homes, collect(DISTINCT c.name) AS agencies,
  collect(DISTINCT k.code) AS technologies, collect(DISTINCT s.id) AS sources
RETURN t.name AS territory, t.code AS code, deals, suppliers, homes, agencies, technologies, sources
ORDER BY suppliers DESC, deals DESC, code
LIMIT 500
