// A vendor: deals, listings, owners
// question: What is known of one vendor: whom it sold to, which lists it is on, who owns it, what it builds in?
// asked by: investigative journalist
// evidence: all grades
// param vendor: text = hikvision. Id of the vendor
// caveat: At most 150 paths are drawn; double-click a node for more.
MATCH p = (v:Resource {id: $vendor})-[:SOLD_TO|LISTED_ON|OWNS|CONTROLS|BECAME|SUPPLIES|TERRITORY]-(other)
RETURN p LIMIT 150
