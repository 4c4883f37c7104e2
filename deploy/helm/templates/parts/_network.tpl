{{/* NetworkPolicies: (dict "root" $ "name" "api" "components" (list "api") "ingress" rules "egress" rules). */}}

{{- define "social.policy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ .root.Release.Name }}-{{ .name }}
  labels: {{- include "social.labels" (dict "root" .root "component" "network") | nindent 4 }}
spec:
  podSelector: {{- include "social.own" . | nindent 4 }}
  policyTypes: [{{ if .ingress }}Ingress{{ end }}{{ if and .ingress .egress }}, {{ end }}{{ if .egress }}Egress{{ end }}]
  {{- with .ingress }}
  ingress: {{- . | nindent 4 }}
  {{- end }}
  {{- with .egress }}
  egress: {{- . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* Pods of this installation; without components, all of them. */}}
{{- define "social.own" -}}
matchLabels:
  app.kubernetes.io/name: {{ .root.Chart.Name }}
  app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .components }}
matchExpressions:
  - { key: app.kubernetes.io/component, operator: In, values: {{ toJson . }} }
{{- end }}
{{- end }}

{{/* (dict "root" $ "components" (list ...) "peers" (list ...) "port" 8000) */}}
{{- define "social.fromPeers" -}}
- ports: [{ port: {{ .port }} }]
  from:
    {{- with .components }}
    - podSelector: {{- include "social.own" $ | nindent 8 }}
    {{- end }}
    {{- range .peers }}
    - {{ toJson . }}
    {{- end }}
{{- end }}

{{- define "social.toOwn" -}}
{{- range $component, $port := .ports }}
- ports: [{ port: {{ $port }} }]
  to:
    - podSelector: {{- include "social.own" (dict "root" $.root "components" (list $component)) | nindent 8 }}
{{- end }}
{{- end }}

{{- define "social.toDns" -}}
- ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
  to: {{- toYaml .Values.networkPolicy.dns | nindent 4 }}
{{- end }}

{{- define "social.toPorts" -}}
- ports:
    {{- range .ports }}
    - { port: {{ . }} }
    {{- end }}
  {{- with .to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "social.toServers" -}}
{{- range $server := list "mongo" "journal" "broker" "cache" }}
{{ include "social.toPorts" (index $.Values.servers $server) }}
{{- end }}
{{- if .Values.mqtt.external.host }}
{{ include "social.toPorts" (dict "ports" (list .Values.mqtt.external.port) "to" .Values.mqtt.external.to) }}
{{- else }}
{{- include "social.toOwn" (dict "root" $ "ports" (dict "mosquitto" 1883)) }}
{{- end }}
{{- with .Values.networkPolicy.egress }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "social.toApi" -}}
{{- $peers := concat .Values.networkPolicy.proxies .Values.networkPolicy.prometheus }}
{{- include "social.fromPeers" (dict "root" $ "port" 8000 "components" (list "frontend" "realtime") "peers" $peers) }}
{{- end }}

{{- define "social.toRealtime" -}}
{{- $peers := concat .Values.networkPolicy.proxies .Values.networkPolicy.prometheus }}
{{- include "social.fromPeers" (dict "root" $ "port" 8001 "peers" $peers) }}
{{- end }}

{{- define "social.toFrontend" -}}
{{- include "social.fromPeers" (dict "root" $ "port" 3000 "peers" .Values.networkPolicy.proxies) }}
{{- end }}

{{- define "social.fromFrontend" -}}
{{- include "social.toOwn" (dict "root" $ "ports" (dict "api" 8000)) }}
{{- if .Values.frontend.apiUrl }}
- to: {{- toYaml .Values.networkPolicy.proxies | nindent 4 }}
{{- end }}
{{- end }}

{{- define "social.toMetrics" -}}
{{- include "social.fromPeers" (dict "root" $ "port" 9100 "peers" .Values.networkPolicy.prometheus) }}
{{- if .Values.flower.enabled }}
{{ include "social.fromPeers" (dict "root" $ "port" 5555 "peers" .Values.networkPolicy.prometheus) }}
{{- end }}
{{- end }}

{{/* The application; and over TLS everybody, each with credentials of their own. */}}
{{- define "social.toMosquitto" -}}
{{- include "social.fromPeers" (dict "root" .root "port" 1883 "components" .application) }}
- ports: [{ port: 8883 }]
{{- end }}
