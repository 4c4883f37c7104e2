{{/* What the processes of the application are told. Inline, not from a ConfigMap: the migration runs before there would be
one, and a changed setting replaces the pods. */}}

{{- define "social.environment" -}}
{{- range $server := list "broker" "cache" "journal" "mongo" }}
{{- $variable := printf "%s_URL" (upper $server) }}
{{- $of := index $.Values.servers $server }}
{{- if $of.url }}
{{- $password := printf "%s_SECRET" (upper $server) }}
- name: {{ $password }}
  valueFrom: {{- include "social.fromSecret" $of.secret | nindent 4 }}
- name: {{ $variable }}
  value: {{ $of.url | replace "$(PASSWORD)" (printf "$(%s)" $password) | quote }}
{{- else }}
- name: {{ $variable }}
  valueFrom: {{- include "social.fromSecret" $of.secret | nindent 4 }}
{{- end }}
{{- end }}
- name: MQTT_HOST
  value: {{ .Values.mqtt.external.host | default (printf "%s-mosquitto" .Release.Name) }}
- name: MQTT_PORT
  value: {{ include "social.mqttPort" . | quote }}
- name: MQTT_PUBLIC_HOST
  value: {{ .Values.mqtt.public.host | default .Values.host }}
- name: MQTT_PUBLIC_PORT
  value: {{ .Values.mqtt.public.port | quote }}
- name: MQTT_WS_URL
  value: {{ .Values.mqtt.public.websocketUrl | default (printf "wss://%s/mqtt" .Values.host) }}
{{ include "social.mqttAccess" . }}
- name: SITE_URL
  value: https://{{ .Values.host }}
{{- with .Values.mail.secret.name }}
- name: SMTP_URL
  valueFrom: {{- include "social.fromSecret" $.Values.mail.secret | nindent 4 }}
{{- end }}
{{- with .Values.push.secret.name }}
- name: PUSH_KEY
  valueFrom: {{- include "social.fromSecret" $.Values.push.secret | nindent 4 }}
{{- end }}
{{- with .Values.secondFactor.secret.name }}
- name: FACTOR_KEY
  valueFrom: {{- include "social.fromSecret" $.Values.secondFactor.secret | nindent 4 }}
{{- end }}
{{- with .Values.gate.secret.name }}
- name: GATE_HOOK_SECRET
  valueFrom: {{- include "social.fromSecret" $.Values.gate.secret | nindent 4 }}
{{- end }}
{{- with .Values.gate.akismet.name }}
- name: GATE_AKISMET_KEY
  valueFrom: {{- include "social.fromSecret" $.Values.gate.akismet | nindent 4 }}
{{- end }}
{{- with .Values.pictures.secret.name }}
- name: PICTURES_URL
  valueFrom: {{- include "social.fromSecret" $.Values.pictures.secret | nindent 4 }}
{{- end }}
- name: JWT_KEYS_DIR
  value: /var/lib/social/keys
- name: REMAP_SIGTERM
  value: SIGQUIT
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ include "social.text" $value | quote }}
{{- end }}
{{- end }}

{{/* Numbers come as floats, and a million of them would be 1e+06. */}}
{{- define "social.text" -}}
{{- if not (kindIs "float64" .) }}{{ toString . }}{{ else if eq . (floor .) }}{{ int64 . }}{{ else }}{{ toString . }}{{ end }}
{{- end }}

{{- define "social.fromSecret" -}}
secretKeyRef: { name: {{ .name }}, key: {{ .key }} }
{{- end }}

{{- define "social.mqttAccess" -}}
- name: MQTT_USERNAME
  value: {{ .Values.mqtt.username }}
- name: MQTT_PASSWORD
  valueFrom: {{- include "social.fromSecret" .Values.mqtt.secret | nindent 4 }}
{{- end }}

{{- define "social.mqttPort" -}}
{{ if .Values.mqtt.external.host }}{{ .Values.mqtt.external.port }}{{ else }}1883{{ end }}
{{- end }}

{{/* The address by which the pages and the realtime processes reach an API that serves everything. */}}
{{- define "social.apiUrl" -}}
{{- $whole := include "social.apiWithAll" . }}
{{- if $whole }}http://{{ .Release.Name }}-api-{{ $whole }}:8000{{ end }}
{{- end }}
