/**
 * Answers every request with the item in its argument, as DynamoDB answers GetItem; prints its port, and exits when its
 * standard input ends.
 */
const { createServer } = require("node:http");

const [, , item] = process.argv;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
    response.end(item);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit());
