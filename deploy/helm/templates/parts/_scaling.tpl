{{/* How many replicas, by KEDA. */}}

{{- define "social.isScaled" -}}
{{- if and .root.Values.keda.enabled .scale (gt (int (.scale.max | default 0)) (int .replicas)) }}yes{{ end }}
{{- end }}

{{/* (part, and `triggers`: text) */}}
{{- define "social.scaledObject" -}}
{{- if include "social.isScaled" . }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ include "social.name" . }}
  labels: {{- include "social.labels" . | nindent 4 }}
spec:
  scaleTargetRef: { name: {{ include "social.name" . }} }
  minReplicaCount: {{ .replicas }}
  maxReplicaCount: {{ .scale.max }}
  pollingInterval: {{ .root.Values.keda.polling_s }}
  cooldownPeriod: {{ .root.Values.keda.cooldown_s }}
  triggers:
    {{- .triggers | nindent 4 }}
{{- end }}
{{- end }}

{{/* A query of Prometheus: of this installation alone, and the same from every API process, hence max. `per` replica:
its value is divided among them; else each replica answers for all of it. */}}
{{- define "social.trigger" -}}
- type: prometheus
  metricType: {{ if .per }}AverageValue{{ else }}Value{{ end }}
  metadata:
    serverAddress: {{ .root.Values.keda.prometheus }}
    query: {{ .over | default "max" }}({{ .metric }}{namespace={{ quote .root.Release.Namespace }}{{ with .queue }},queue={{ quote . }}{{ end }}})
    threshold: {{ .threshold | quote }}
{{- end }}

{{- define "social.cpuTrigger" -}}
- type: cpu
  metricType: Utilization
  metadata: { value: {{ .scale.cpuPercent | quote }} }
{{- end }}

{{/* Depth and oldest age of a queue, by what web/http/system_metrics.py knows of it: of the queues of writes and of
`events` the journal has both, of the others only the broker knows how many messages wait. */}}
{{- define "social.queueTriggers" -}}
{{- if has .member (list "posts" "comments" "people" "conversations" "pictures") }}
{{- include "social.trigger" (dict "root" .root "metric" "social_writes_pending" "queue" .member "threshold" .scale.depth "per" true) }}
{{ include "social.trigger" (dict "root" .root "metric" "social_writes_oldest_pending_seconds" "queue" .member "threshold" .scale.age_s) }}
{{- else if eq .member "events" }}
{{- include "social.trigger" (dict "root" .root "metric" "social_events_pending" "threshold" .scale.depth "per" true) }}
{{ include "social.trigger" (dict "root" .root "metric" "social_events_oldest_pending_seconds" "threshold" .scale.age_s) }}
{{- else }}
{{- include "social.trigger" (dict "root" .root "metric" "social_queue_backlog" "queue" .member "threshold" .scale.depth "per" true) }}
{{- end }}
{{- end }}
