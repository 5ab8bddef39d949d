// Where the claims on a vendor come from
// question: Which documents say what of one vendor?
// asked by: investigative journalist
// evidence: all grades
// param vendor: text = hikvision. Id of the vendor
// caveat: A source's url, licence and day of reading are its properties.
MATCH p = (v:Resource {id: $vendor})<-[:SUPPLIER|SUBJECT|OWNER|ASSET|CONTROLLED|PREDECESSOR|SUCCESSOR]-(e:Event)-[:SOURCE]->(s:Source)
RETURN p LIMIT 100
