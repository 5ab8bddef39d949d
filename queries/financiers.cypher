// Financiers of surveillance exports
// question: Which banks and funds lent for deals, of which vendors, to which territories?
// asked by: think-tank researcher
// evidence: deals from the grade in the parameter evidence on, press when none is given
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// column financier: who lent
// column financier_id: its id
// column deals: number of deals
// column vendors: suppliers in them
// column territories: destinations
// column loans: currency and amount of each loan stated
// column sources: sources of the deals
// caveat: Loans often cover more than the surveillance part of a project.
MATCH (f:Organization)<-[:FINANCIER]-(d:Deal)-[:DESTINATION]->(t:Territory), (d)-[:SOURCE]->(s:Source)
WITH * WHERE d.evidenceRank <= $evidence
OPTIONAL MATCH (d)-[:SUPPLIER]->(v:Organization)
WITH f, d, t, s, v ORDER BY t.code, v.name, d.uri, s.id
WITH f, count(DISTINCT d.uri) AS deals, collect(DISTINCT v.name) AS vendors, collect(DISTINCT t.code) AS territories,
  collect(DISTINCT CASE WHEN d.amountKind = 'loan' THEN d.currency + ' ' + toString(toInteger(d.amount)) END) AS loans, collect(DISTINCT s.id) AS sources
RETURN f.name AS financier, f.id AS financier_id, deals, vendors, territories, loans, sources
ORDER BY deals DESC, financier, financier_id
LIMIT 500
