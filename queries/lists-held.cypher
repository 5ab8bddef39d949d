// Lists held
// question: Which programmes does the graph hold, by whom, forbidding what, with how many organizations, from which editions?
// asked by: export-control analyst
// evidence: every grade counts
// column programme: name of the list
// column programme_id: its id
// column issuer: who issues it
// column measures: what it forbids
// column organizations: organizations that are or were on it
// column sources: editions of the list; where no edition is held, the documents that single listings come from
// caveat: An organization that is not here is not found in these lists as of the days of these editions; it is not clean.
// caveat: Listings that have ended count too; gone-from-lists names them.
MATCH (p:Programme)
OPTIONAL MATCH (p)<-[r:LISTED_ON]-(v:Organization)
WITH p, count(DISTINCT v.uri) AS organizations, collect(DISTINCT r.sources) AS lists
UNWIND CASE WHEN size(lists) = 0 THEN [[null]] ELSE lists END AS list
UNWIND list AS source
WITH DISTINCT p, organizations, source ORDER BY source
OPTIONAL MATCH (s:Source {id: source})
WITH p, organizations, collect(CASE WHEN s.dataset IS NULL THEN NULL ELSE source END) AS editions, collect(source) AS documents
OPTIONAL MATCH (p)-[:ISSUER]->(i:Organization)
WITH p, organizations, editions, documents, i ORDER BY i.name
WITH p, organizations, editions, documents, collect(i.name) AS issuers
RETURN p.name AS programme, p.id AS programme_id, issuers[0] AS issuer, p.measures AS measures, organizations,
  CASE WHEN size(editions) = 0 THEN documents ELSE editions END AS sources
ORDER BY programme, programme_id
LIMIT 500
