// Who are the actors, under which names, in how many articles, and who talks to whom?

// name: actors
MATCH (actor:Actor)-[]->(content)-[:REPORTED_IN]->(article:Article)
RETURN actor.name AS actor, actor.kind AS kind, actor.aliases AS also_called, count(DISTINCT article) AS articles,
       count(DISTINCT content) AS contents
ORDER BY articles DESC, contents DESC, actor
LIMIT 15;

// name: contacts
MATCH (x:Actor)-[c:CONSULTS]->(y:Actor)
RETURN x.name AS who, y.name AS whom, count(*) AS times, min(c.date) AS first, max(c.date) AS last
ORDER BY times DESC, who, whom;
