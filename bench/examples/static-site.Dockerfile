FROM nginxinc/nginx-unprivileged:stable
COPY . /usr/share/nginx/html
