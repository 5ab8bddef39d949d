// Lists held
// question: Which programmes does the graph hold, by whom, forbidding what, with how many organizations, from which editions?
// asked by: export-control analyst
// column programme: name of the list
// column programme_id: its id
// column issuer: who issues it
// column measures: what it forbids
// column organizations: organizations on it, whether or not the listing has ended
// column ended: of these, organizations whose every listing has an end or is gone from a later edition
// column sources: editions and documents that the listings come from
// caveat: An organization that is not here is not found in these lists as of the days of these editions; it is not clean.
MATCH (p:Programme)
OPTIONAL MATCH (p)-[:ISSUER]->(i:Organization)
OPTIONAL MATCH (p)<-[:PROGRAMME]-(l:Listing)-[:SUBJECT]->(v:Organization)
OPTIONAL MATCH (l)-[:SOURCE]->(s:Source)
WITH p, i, l, v, s ORDER BY i.name, s.id
WITH p, collect(DISTINCT i.name) AS issuers, count(DISTINCT v.uri) AS organizations,
  count(DISTINCT CASE WHEN l.endLatest IS NULL THEN CASE WHEN l.goneBy IS NULL THEN v.uri END END) AS standing,
  collect(DISTINCT CASE WHEN s.dataset IS NULL THEN NULL ELSE s.id END) AS editions, collect(DISTINCT s.id) AS documents
RETURN p.name AS programme, p.id AS programme_id, issuers[0] AS issuer, p.measures AS measures, organizations, organizations - standing AS ended,
  CASE WHEN size(editions) = 0 THEN documents ELSE editions END AS sources
ORDER BY programme, programme_id
LIMIT 500
