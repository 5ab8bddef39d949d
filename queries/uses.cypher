// Uses without a known contract
// question: Who is said to use which vendor's technology, without a known contract, and how sure is that?
// asked by: investigative journalist
// evidence: uses from the grade in the parameter evidence on, press when none is given
// param vendor: text = ''. Id of the vendor, such as clearview-ai; all when empty
// param territory: text = ''. ISO code of the territory; all when empty
// param technology: text = ''. Code of a technology, such as face-recognition (narrower ones count too); all when empty
// param evidence: evidence = press. Weakest grade of evidence for a use to count
// column use: the use's id
// column user: the agency, where named
// column territory: where
// column vendors: whose technology
// column technologies: what
// column status: confirmed, suspected, trial, reported, ended
// column date: date as published
// column date_kind: what the date dates
// column evidence_grade: grade of the evidence
// column sources: sources of the use
// caveat: A use is no purchase: trials, free accounts and searches done by others count too.
MATCH (u:Use)-[:SOURCE]->(s:Source)
WITH * WHERE u.evidenceRank <= $evidence
OPTIONAL MATCH (u)-[:USER]->(a:Organization)
OPTIONAL MATCH (a)-[:TERRITORY]->(h:Territory)
OPTIONAL MATCH (u)-[:TERRITORY]->(t:Territory)
OPTIONAL MATCH (u)-[:SUPPLIER]->(v:Organization)
OPTIONAL MATCH (u)-[:TECHNOLOGY]->(k:Technology)
WITH * WHERE ($vendor = '' OR v.id = $vendor) AND ($territory = '' OR coalesce(t.code, h.code) = $territory)
WITH * WHERE $technology = '' OR EXISTS { (k)-[:BROADER*0..3]->(:Technology {code: $technology}) }
WITH u, a, s, v, k, coalesce(t.code, h.code) AS place ORDER BY place, v.name, k.code, s.id
WITH u, a, collect(DISTINCT place) AS places, collect(DISTINCT v.name) AS vendors, collect(DISTINCT k.code) AS technologies, collect(DISTINCT s.id) AS sources
RETURN u.id AS use, a.name AS user, places[0] AS territory, vendors, technologies, u.status AS status, u.date AS date, u.dateKind AS date_kind,
  u.evidence AS evidence_grade, sources
ORDER BY territory, user, use
LIMIT 2000
