// Successors of listed organizations
// question: Which listed organizations were renamed, merged, bought or re-registered, and is the successor listed too?
// asked by: export-control analyst
// evidence: every grade counts; listings joined into stays as for the verdict (docs/verdicts.md)
// column predecessor: the listed organization
// column programmes: lists that it was or is on
// column kind: kind of the succession
// column date: date as published
// column successor: the organization after
// column successor_id: its id
// column successor_programmes: lists that the successor was or is on
// column sources: sources of the succession
// caveat: A succession does not carry a listing over by itself; the programme's rules decide.
MATCH (a:Organization)<-[:PREDECESSOR]-(x:Succession)-[:SUCCESSOR]->(b:Organization), (x)-[:SOURCE]->(s:Source), (a)-[:STAYED_ON]->(p:Programme)
OPTIONAL MATCH (b)-[:STAYED_ON]->(q:Programme)
WITH a, b, x, s, p, q ORDER BY p.name, q.name, s.id
WITH a, b, x, collect(DISTINCT p.name) AS programmes, collect(DISTINCT q.name) AS successor_programmes, collect(DISTINCT s.id) AS sources
RETURN a.name AS predecessor, programmes, x.successionKind AS kind, x.date AS date, b.name AS successor, b.id AS successor_id, successor_programmes, sources
ORDER BY predecessor, successor, x.uri
LIMIT 500
