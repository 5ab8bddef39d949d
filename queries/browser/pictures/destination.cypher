// A territory: who sold what to whom
// question: Which deals went to one territory, by which vendors, to which agencies?
// asked by: think-tank researcher
// evidence: all grades
// param territory: text = KE. ISO code of the territory
// caveat: Territories within it count too.
MATCH (t:Territory {code: $territory})<-[:WITHIN*0..2]-(place:Territory)<-[:DESTINATION]-(d:Deal)
MATCH p = (d)-[:DESTINATION|SUPPLIER|CUSTOMER|TECHNOLOGY|FINANCIER]->(x)
RETURN p LIMIT 200
