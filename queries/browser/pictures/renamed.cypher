// Renamed, merged, split off
// question: Which organizations became which, and are the new ones on a list?
// asked by: investigative journalist
// evidence: all grades
// caveat: That a successor is not on a list means only: not found in the lists held.
MATCH became = (a:Organization)-[:BECAME]->(b:Organization)
OPTIONAL MATCH listed = (b)-[:LISTED_ON]->(:Programme)
RETURN became, listed LIMIT 150
