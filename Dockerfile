# The server, for a class (docs/deployment.md): docker build -t chainrule . && docker run -p 8000:8000 chainrule
FROM python:3.13-slim

# torch comes first and by its exact version. TORCH_INDEX names where it is taken from, such as
# PyTorch's own index of CPU builds (--build-arg TORCH_INDEX=…); without it, pip's default.
ARG TORCH=2.13.0
ARG TORCH_INDEX
RUN pip install --no-cache-dir ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} "torch==$TORCH"

WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY static static
COPY templates templates
RUN pip install --no-cache-dir '.[postgres]' \
    && useradd --create-home chainrule \
    && install --directory --owner=chainrule /data

USER chainrule
WORKDIR /home/chainrule
ENV CHAINRULE_STORE=/data/traces.sqlite
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["chainrule", "serve", "--host", "0.0.0.0", "--port", "8000"]
