import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def greeting():
    return {"greeting": os.environ.get("GREETING", "Hello from FastAPI")}


@app.get("/healthz")
def health():
    return {"status": "ok"}
