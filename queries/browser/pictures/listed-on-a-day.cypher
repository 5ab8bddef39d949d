// Vendors on a list on a day, and where they sold
// question: Which vendors were on which programme that day, and which territories did they sell to?
// asked by: export-control analyst
// evidence: all grades
// param as_of: date = today. The day
// caveat: An arrow to a territory is a deal of any day, before or after the listing; the verdicts tell which.
MATCH (v:Organization)-[s:STAYED_ON]->(p:Programme)
WITH * WHERE s.startLatest <= $as_of AND coalesce(s.endEarliest, '9999-12-31') > $as_of AND EXISTS { (v)-[:SOLD_TO]->(:Territory) }
WITH DISTINCT v, p
MATCH listed = (v)-[:LISTED_ON]->(p), sold = (v)-[:SOLD_TO]->(t:Territory)
RETURN listed, sold LIMIT 200
