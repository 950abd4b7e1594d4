import asyncio
import os

import tornado.web


class Greeting(tornado.web.RequestHandler):
    def get(self):
        self.write(os.environ.get("GREETING", "Hello from Tornado") + "\n")


async def main():
    tornado.web.Application([("/", Greeting)]).listen(int(os.environ.get("PORT", "8888")))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
