// From a chip to a listed vendor to its buyers
// question: Whose components end up with vendors that are on a list, and where did those sell?
// asked by: export-control analyst
// evidence: all grades
// caveat: A supply link says that parts were supplied, seldom into which product; dates on the arrows tell what can have followed what.
MATCH supplied = (s:Organization)-[:SUPPLIES]->(v:Organization), listed = (v)-[:LISTED_ON]->(p:Programme)
OPTIONAL MATCH sold = (v)-[:SOLD_TO]->(t:Territory)
RETURN supplied, listed, sold LIMIT 150
