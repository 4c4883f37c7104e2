# One image for the API, the workers, beat and Flower; docker-compose.yml says which is which.
FROM python:3.13-slim AS packages
COPY requirements.txt /
RUN python -m venv /packages && /packages/bin/pip install --no-cache-dir --quiet --require-hashes --requirement /requirements.txt

FROM python:3.13-slim
ENV PATH=/packages/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FLASK_APP=web.app:create_admin
# The folders are here so that the volumes over them belong to the user that writes into them.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin social \
    && mkdir -p /var/lib/social/keys /var/lib/social/pictures \
    && chown -R social:social /var/lib/social && chmod 0700 /var/lib/social/*
COPY --from=packages /packages /packages
WORKDIR /srv/social
COPY celeryconfig.py ./
COPY core core
COPY tasks tasks
COPY workers workers
COPY web web
COPY realtime realtime
COPY deploy deploy
USER social
CMD ["gunicorn", "-c", "deploy/gunicorn.conf.py", "web.app:create_app()"]
