// Exporters by technology
// question: For each technology, which home territories sell it, through how many vendors, to how many territories?
// asked by: think-tank researcher
// evidence: deals from the grade in the parameter evidence on, press when none is given
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column technology: the technology
// column home: home territory of the vendors
// column vendors: number of vendors
// column deals: number of deals abroad
// column destinations: number of territories sold to
// column top_vendor: the vendor with the most deals, the first by name among equals
// column sources: sources of the deals
// caveat: Over everything in the test data (100,000 nodes) it takes about 0.6 s, two thirds of it start-up: every deal is joined with each of its technologies, suppliers and sources before it is counted; the plan is to count per vendor first.
// caveat: A deal in two technologies counts in both; a vendor with two home territories counts in both.
MATCH (k:Technology)<-[:TECHNOLOGY]-(d:Deal)-[:SUPPLIER]->(v:Organization)-[:TERRITORY]->(h:Territory), (d)-[:DESTINATION]->(t:Territory), (d)-[:SOURCE]->(s:Source)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
  AND NOT EXISTS { (v)-[:TERRITORY]->(:Territory)<-[:WITHIN*0..2]-(t) }
WITH k, h, v, d, t, s ORDER BY d.uri, s.id
WITH k, h, v, collect(DISTINCT d.uri) AS sold, collect(DISTINCT t.code) AS places, collect(DISTINCT s.id) AS seen
ORDER BY k.code, h.code, size(sold) DESC, v.name, v.id
WITH k, h, collect(v.name) AS names, collect(sold) AS sold_lists, collect(places) AS place_lists, collect(seen) AS seen_lists
WITH k, h, names, reduce(a = [], x IN sold_lists | a + x) AS sold, reduce(a = [], x IN place_lists | a + x) AS places, reduce(a = [], x IN seen_lists | a + x) AS seen
RETURN k.name AS technology, h.code AS home, size(names) AS vendors,
  size([i IN range(0, size(sold) - 1) WHERE NOT sold[i] IN sold[0..i]]) AS deals,
  size([i IN range(0, size(places) - 1) WHERE NOT places[i] IN places[0..i]]) AS destinations,
  names[0] AS top_vendor,
  [i IN range(0, size(seen) - 1) WHERE NOT seen[i] IN seen[0..i] | seen[i]] AS sources
ORDER BY technology, deals DESC, home
LIMIT 1000
