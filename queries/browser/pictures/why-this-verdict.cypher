// Why a verdict says what it says
// question: On which facts do the verdicts on a vendor's deals rest?
// asked by: export-control analyst
// evidence: all grades
// param vendor: text = hikvision. Id of the vendor
// caveat: The days themselves are properties of the verdict (listedEarliest, listedLatest, dealEarliest, dealLatest, why).
MATCH p = (v:Resource {id: $vendor})<-[:JUDGED]-(k:Verdict)-[:JUDGES|AGAINST|BECAUSE_OF]->(fact)
RETURN p LIMIT 150
