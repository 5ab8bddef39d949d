// Owners of listed vendors
// question: Who owns or controls the vendors that are on a list?
// asked by: export-control analyst
// evidence: all grades
// caveat: A stake may be of another day than the listing: read its dates. kg owners adds stakes up by the rule of the day.
MATCH owned = (o:Organization)-[:OWNS|CONTROLS]->(v:Organization)
WITH * WHERE EXISTS { (v)-[:SOLD_TO]->() }
MATCH listed = (v)-[:LISTED_ON]->(p:Programme)
RETURN owned, listed LIMIT 150
