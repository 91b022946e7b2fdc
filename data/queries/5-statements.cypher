// What has one person said, and in which article?
//
// "The minister", "she" and the bare surname are the same person. Put another name in the place of this one.

// name: statements
MATCH (person:Person {name: 'Teresa Albornoz'})-[:SAYS]->(s:Statement)-[:REPORTED_IN]->(article:Article)
RETURN s.date AS date, s.manner AS manner, s.text AS statement, article.title AS article
ORDER BY date, article, statement;
