// Mentioned but not proven
// question: Which vendors does a data set name for a territory without saying what was sold, where the graph holds no deal?
// asked by: investigative journalist
// evidence: every grade counts
// column vendor: name of the vendor
// column id: its id
// column territories: territories it is named for and no deal is held
// column listed: whether it was ever on a programme held
// column sources: sources of the mentions
// caveat: A mention is no deal: such data sets tick technologies per territory and name firms beside them.
MATCH (v:Organization)<-[:ORGANIZATION]-(m:Mention)-[:TERRITORY]->(t:Territory), (m)-[:SOURCE]->(s:Source)
WITH * WHERE NOT EXISTS { (v)<-[:SUPPLIER]-(:Deal)-[:DESTINATION]->(t) }
WITH v, t, s ORDER BY t.code, s.id
WITH v, collect(DISTINCT t.code) AS territories, collect(DISTINCT s.id) AS sources
RETURN v.name AS vendor, v.id AS id, territories, EXISTS { (v)<-[:SUBJECT]-(:Listing) } AS listed, sources
ORDER BY size(territories) DESC, vendor, id
LIMIT 1000
