{{/* A server that answers on /path: ready as in docker-compose.yml, and started again when it answers nothing at all. */}}
{{- define "social.httpProbes" -}}
readinessProbe:
  httpGet: { path: {{ .ready }}, port: http }
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
livenessProbe:
  httpGet: { path: {{ .alive }}, port: http }
  periodSeconds: 20
  timeoutSeconds: 5
  failureThreshold: 6
{{- end }}

{{/* A queue or beat: workers.health asks when it last got something done. Ready decides about an upgrade. To be started
again takes ten minutes of nothing: while the journal is unavailable nobody gets anything done, and a restart helps nobody. */}}
{{- define "social.progressProbes" -}}
readinessProbe:
  exec: { command: [python, -m, workers.health, {{ . }}] }
  initialDelaySeconds: 10
  periodSeconds: 20
  timeoutSeconds: 15
  failureThreshold: 2
livenessProbe:
  exec: { command: [python, -m, workers.health, {{ . }}] }
  initialDelaySeconds: 90
  periodSeconds: 60
  timeoutSeconds: 15
  failureThreshold: 10
{{- end }}
