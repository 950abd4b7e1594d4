import { createServer } from 'node:http';

const server = createServer((request, response) => {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(request.url === '/healthz' ? 'ok\n' : `${process.env.GREETING ?? 'Hello from Node.js'}\n`);
});
server.listen(Number(process.env.PORT ?? 3000));
process.on('SIGTERM', () => server.close());
