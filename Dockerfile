# The page in a container: not as root, the model's machine code made while it is built.
FROM python:3.11-slim
WORKDIR /srv/countergaze
COPY . source
RUN pip install --no-cache-dir -c source/constraints.txt './source[serve]' && rm -r source \
    && useradd --uid 10001 --home-dir /srv/countergaze countergaze \
    && chown countergaze /srv/countergaze
USER countergaze
ENV COUNTERGAZE_CACHE=/srv/countergaze/cache
RUN countergaze run --people 5000 --weeks 1 --out first && rm -r first
EXPOSE 8765
CMD ["countergaze", "serve", "--host", "0.0.0.0", "--no-browser", "--token-file", "/run/countergaze-key"]
