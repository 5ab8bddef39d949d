// Deals counted
// question: How many deals abroad are held that fit, of how many vendors, from how many home territories, to how many importers?
// asked by: think-tank researcher
// evidence: deals from the grade in the parameter evidence on, every grade when none is given
// param home: text = ''. ISO code of the vendor's home territory, such as US or CN; all when empty
// param vendor: text = ''. Id of the vendor, such as huawei; all when empty
// param technology: text = ''. Code of a technology, such as face-recognition (narrower ones count too); all when empty
// param since: text = ''. First day or year that the deal's date must be able to reach; all, undated ones too, when empty
// param until: text = ''. Last day or year on which the deal can have begun; all, undated ones too, when empty
// param evidence: evidence = inferred. Weakest grade of evidence for a deal to count
// column deals: deals that were signed, delivered or reported, each counted once
// column vendors: vendors of these deals
// column exporters: home territories of these vendors
// column importers: territories sold to
// column sources: sources of the deals
// caveat: A count of published deals, not of sales; deals without a named vendor are in no count.
// caveat: A deal is abroad when a home of one vendor neither is nor contains the destination; a vendor with several homes (lists give one for each address)
//   counts as an exporter from each of them, and kg query exporters, which wants no home at the destination, counts fewer.
MATCH (d:Deal)-[:SUPPLIER]->(v:Organization)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported'] AND ($vendor = '' OR v.id = $vendor)
  AND ($since = '' OR d.dateLatest >= $since) AND ($until = '' OR d.dateEarliest <= $until + '-99')
MATCH (d)-[:DESTINATION]->(t:Territory)
MATCH (v)-[:TERRITORY]->(h:Territory)
WITH * WHERE NOT EXISTS { (h)<-[:WITHIN*0..2]-(t) }
WITH * WHERE $home = '' OR EXISTS { (h)-[:WITHIN*0..2]->(:Territory {code: $home}) }
WITH * WHERE $technology = '' OR EXISTS { (d)-[:TECHNOLOGY]->(:Technology)-[:BROADER*0..3]->(:Technology {code: $technology}) }
MATCH (d)-[:SOURCE]->(s:Source)
WITH d, v, h, t, s ORDER BY s.id
RETURN count(DISTINCT d.uri) AS deals, count(DISTINCT v.uri) AS vendors, count(DISTINCT h.code) AS exporters, count(DISTINCT t.code) AS importers,
  collect(DISTINCT s.id) AS sources
ORDER BY deals
LIMIT 1
