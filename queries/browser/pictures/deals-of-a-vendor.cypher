// Deals of a vendor, event by event
// question: Which deals is the vendor the supplier of, to whom, of what?
// asked by: investigative journalist
// evidence: all grades
// param vendor: text = hikvision. Id of the vendor
// caveat: Click a deal to read its date, amount and grade of evidence; follow SOURCE to the document.
MATCH p = (v:Resource {id: $vendor})<-[:SUPPLIER]-(d:Deal)-[:DESTINATION|CUSTOMER|TECHNOLOGY|PRODUCT|INTERMEDIARY|FINANCIER]->(x)
RETURN p LIMIT 200
