// Language models as a surveillance tool
// question: Where is a language model said to be sold or used for censorship or for the analysis of communications?
// asked by: investigative journalist
// evidence: every grade counts
// column event: the id of the deal or use
// column kind: deal or use
// column suppliers: who sells or makes it, where named
// column parties: who buys or uses it, where named
// column territory: where
// column status: stage of the deal, certainty of the use
// column date: date as published
// column evidence_grade: grade of the evidence
// column sources: sources
// caveat: A new kind of tool with few sources; an empty cell means that the source does not say.
MATCH (k:Technology {code: 'language-model'})
MATCH (k)<-[:TECHNOLOGY]-(e:Event)
MATCH (e)-[:SOURCE]->(s:Source)
OPTIONAL MATCH (e)-[:SUPPLIER]->(v:Organization)
OPTIONAL MATCH (e)-[:CUSTOMER|USER]->(c:Organization)
OPTIONAL MATCH (e)-[:DESTINATION|TERRITORY]->(t:Territory)
WITH e, s, v, c, t ORDER BY v.name, c.name, t.code, s.id
WITH e, collect(DISTINCT v.name) AS suppliers, collect(DISTINCT c.name) AS parties, collect(DISTINCT t.code) AS places, collect(DISTINCT s.id) AS sources
RETURN e.id AS event, CASE WHEN e:Deal THEN 'deal' ELSE 'use' END AS kind, suppliers, parties, places[0] AS territory, e.status AS status, e.date AS date,
  e.evidence AS evidence_grade, sources
ORDER BY event
LIMIT 500
