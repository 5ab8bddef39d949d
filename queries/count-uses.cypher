// Uses counted
// question: How many uses are held that fit, in how many territories, by how many named users, of how many vendors?
// asked by: think-tank researcher
// evidence: every grade counts
// param dataset: text = ''. Name of the data set, such as carnegie_spyware, with its edition; all when empty
// param edition: text = ''. Edition of the data set
// param technology: text = ''. Code of a technology, such as face-recognition (narrower ones count too); all when empty
// param vendor: text = ''. Id of the vendor; all when empty
// param home: text = ''. ISO code of the territory that the technology or its vendor is from; all when empty
// param territory: text = ''. ISO code of the territory of the use; all when empty
// param outside: text = ''. ISO code of a territory whose uses are left out
// param regime: text = ''. Regime types of the territory of the use, word for word as kg keeps them, with semicolon and blank between; all when empty
// column uses: uses, each counted once
// column territories: territories of these uses, or of their users
// column users: named users
// column vendors: named vendors
// column sources: sources of the uses
// caveat: A use is no purchase; a data set that only ticks territories gives uses without user and vendor.
MATCH (u:Use)-[:SOURCE]->(s:Source)
WITH * WHERE $dataset = '' OR (s.dataset = $dataset AND s.edition = $edition)
WITH * WHERE $technology = '' OR EXISTS { (u)-[:TECHNOLOGY]->(:Technology)-[:BROADER*0..3]->(:Technology {code: $technology}) }
WITH * WHERE $vendor = '' OR EXISTS { (u)-[:SUPPLIER]->(:Organization {id: $vendor}) }
WITH * WHERE $home = '' OR EXISTS { (u)-[:SUPPLIER_TERRITORY]->(:Territory {code: $home}) }
  OR EXISTS { (u)-[:SUPPLIER]->(:Organization)-[:TERRITORY]->(:Territory {code: $home}) }
OPTIONAL MATCH (u)-[:USER]->(a:Organization)
OPTIONAL MATCH (a)-[:TERRITORY]->(h:Territory)
OPTIONAL MATCH (u)-[:TERRITORY]->(t:Territory)
WITH u, s, a, coalesce(t.code, h.code) AS place, coalesce(t.regimeTypes, h.regimeTypes) AS regimes
WITH * WHERE ($territory = '' OR place = $territory) AND ($outside = '' OR (place IS NOT NULL AND place <> $outside))
  AND ($regime = '' OR any(x IN regimes WHERE $regime CONTAINS x))
OPTIONAL MATCH (u)-[:SUPPLIER]->(v:Organization)
WITH u, a, place, v, s ORDER BY s.id
RETURN count(DISTINCT u.uri) AS uses, count(DISTINCT place) AS territories, count(DISTINCT a.uri) AS users, count(DISTINCT v.uri) AS vendors,
  collect(DISTINCT s.id) AS sources
ORDER BY uses
LIMIT 1
