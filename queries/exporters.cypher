// Exporters
// question: Who sells surveillance technology abroad, to how many territories and agencies, and on what evidence?
// asked by: think-tank researcher
// evidence: deals from the grade in the parameter evidence on, press when none is given
// param home: text = ''. ISO code of the home territory, such as US or CN; all when empty
// param technology: text = ''. Code of a technology, such as face-recognition (narrower ones count too); all when empty
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column id: the vendor's id
// column vendor: name of the vendor
// column home: its home territories
// column deals: deals abroad that were signed, delivered or reported
// column destinations: number of territories sold to
// column agencies: number of named customers
// column technologies: technologies sold
// column first: first possible day of the earliest dated deal
// column last: last possible day of the latest dated deal
// column sources: sources of the deals
// caveat: Over everything in the test data (100,000 nodes) it takes about 0.6 s, two thirds of it start-up: every deal is joined with its homes, technologies, customers and sources before it is counted; the plan is to count deals first and join the rest to the counts.
// caveat: A count of published deals, not of sales: what nobody reported is missing, and reporters look at some vendors more than at others.
// caveat: US, European and Israeli vendors are asked the same question as Chinese ones; compare with -P home=US and -P home=CN.
MATCH (d:Deal)-[:SUPPLIER]->(v:Organization)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
MATCH (d)-[:DESTINATION]->(t:Territory)
WITH * WHERE NOT EXISTS { (v)-[:TERRITORY]->(:Territory)<-[:WITHIN*0..2]-(t) }
MATCH (v)-[:TERRITORY]->(h:Territory)
WITH * WHERE $home = '' OR EXISTS { (h)-[:WITHIN*0..2]->(:Territory {code: $home}) }
OPTIONAL MATCH (d)-[:TECHNOLOGY]->(k:Technology)
OPTIONAL MATCH (d)-[:CUSTOMER]->(c:Organization)
WITH * WHERE $technology = '' OR EXISTS { (k)-[:BROADER*0..3]->(:Technology {code: $technology}) }
MATCH (d)-[:SOURCE]->(s:Source)
WITH v, h, d, t, s, k, c ORDER BY h.code, k.code, d.uri, s.id
WITH v, collect(DISTINCT h.code) AS home, count(DISTINCT d.uri) AS deals, count(DISTINCT t.code) AS destinations, count(DISTINCT c.uri) AS agencies,
  collect(DISTINCT k.code) AS technologies, min(d.dateEarliest) AS first, max(d.dateLatest) AS last, collect(DISTINCT s.id) AS sources
RETURN v.id AS id, v.name AS vendor, home, deals, destinations, agencies, technologies, first, last, sources
ORDER BY deals DESC, destinations DESC, vendor, id
LIMIT 500
