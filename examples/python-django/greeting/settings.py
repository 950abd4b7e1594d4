import os

SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-the-build")
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "greeting.urls"
WSGI_APPLICATION = "greeting.wsgi.application"
