// Deals to a territory
// question: What did the agencies of a territory buy, from whom, when, for how much, and who paid?
// asked by: investigative journalist
// evidence: deals from the grade in the parameter evidence on, inferred when none is given
// param territory: text. ISO code of the destination, such as EC
// param evidence: evidence = inferred. Weakest grade of evidence for a deal to count
// column deal: the deal's id
// column suppliers: who sold
// column customer: who bought
// column technologies: what
// column status: stage of the deal
// column date: date as published
// column date_kind: what the date dates
// column amount: in full units of the currency
// column currency: ISO 4217
// column amount_kind: price, loan, budget ...
// column financiers: who lent
// column evidence_grade: grade of the evidence
// column sources: sources of the deal
// caveat: A loan is no price, and an offer is no sale; the columns say which.
MATCH (t:Territory {code: $territory})<-[:WITHIN*0..2]-(place:Territory)<-[:DESTINATION]-(d:Deal)-[:SOURCE]->(s:Source)
WITH * WHERE d.evidenceRank <= $evidence
OPTIONAL MATCH (d)-[:SUPPLIER]->(v:Organization)
OPTIONAL MATCH (d)-[:CUSTOMER]->(c:Organization)
OPTIONAL MATCH (d)-[:TECHNOLOGY]->(k:Technology)
OPTIONAL MATCH (d)-[:FINANCIER]->(f:Organization)
WITH d, s, v, c, k, f ORDER BY v.name, c.name, k.code, f.name, s.id
WITH d, collect(DISTINCT v.name) AS suppliers, collect(DISTINCT c.name) AS customers, collect(DISTINCT k.code) AS technologies,
  collect(DISTINCT f.name) AS financiers, collect(DISTINCT s.id) AS sources
RETURN d.id AS deal, suppliers, customers[0] AS customer, technologies, d.status AS status, d.date AS date, d.dateKind AS date_kind, d.amount AS amount,
  d.currency AS currency, d.amountKind AS amount_kind, financiers, d.evidence AS evidence_grade, sources
ORDER BY date, deal
LIMIT 1000
