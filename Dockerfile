FROM golang:1.26-trixie AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends npm \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -m 700 /layout/data /layout/tmp
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /layout/tmp /tmp
COPY --from=build --chown=65532:65532 /layout/data /data
COPY --from=build /src/bin/hilo /hilo
USER 65532:65532
# Its data folder is /data, and it listens to other containers too.
WORKDIR /
ENV HILO_ADDR=:3000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=6s --start-period=5m CMD ["/hilo", "healthcheck"]
ENTRYPOINT ["/hilo"]
CMD ["serve"]
