import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def greeting():
    return os.environ.get("GREETING", "Hello from Flask") + "\n"


@app.get("/healthz")
def health():
    return "ok"
