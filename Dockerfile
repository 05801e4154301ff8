# syntax=docker/dockerfile:1

FROM node:24-slim AS modules
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The speech libraries' binaries are optional packages. So is `node`, of which the image has one already.
RUN npm ci --omit=dev && rm -rf node_modules/node node_modules/node-bin-* && npm cache clean --force

FROM node:24-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci && npm cache clean --force
COPY . .
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    RINGOFF_DATA_DIR=/data
# Voices that need no key: also what callers hear when a service fails.
RUN apt-get update \
    && apt-get install -y --no-install-recommends flite espeak-ng pocketsphinx pocketsphinx-en-us \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=modules /app/node_modules node_modules
# .dockerignore says what belongs to it.
COPY . .
RUN rm -rf dashboard vite.config.ts
COPY --from=dashboard /app/dist dist
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "cli/ringoff.mjs"]
CMD ["start"]
