FROM python:3.11-slim-trixie

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

# For documents as PDF; some 400 MB. Leave it out with --build-arg PDF=no: Word remains.
ARG PDF=yes
RUN if [ "$PDF" = yes ]; then \
      apt-get -qq update \
      && apt-get -qq -y --no-install-recommends install libreoffice-writer-nogui fonts-liberation \
      && rm -rf /var/lib/apt/lists/*; \
    fi

# For backups: pg_dump must not be older than the server, and Debian's is.
RUN apt-get -qq update \
 && apt-get -qq -y --no-install-recommends install ca-certificates postgresql-common \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get -qq -y --no-install-recommends install postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*

COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock

COPY . .
# Static files belong to the image, so that a new image brings new ones; only var/evidence is data.
RUN DATABASE_URL=sqlite://:memory: SECRET_KEY=while-building \
    python manage.py collectstatic --noinput --verbosity 0 \
 && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin parindex \
 && mkdir -p var/evidence \
 && chown -R parindex var/evidence && chown parindex var

USER parindex
VOLUME /app/var/evidence
EXPOSE 8000
CMD ["gunicorn", "parindex.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
