{{/* Every pod of this chart, hardened as the containers of docker-compose.yml. A part has further
  image, user, command or args, env (text), ports, probes (text), resources, volumes and mounts (lists), grace_s,
  drains: requests come from a Service or a proxy that hears of the end a moment later. */}}

{{- define "social.pod" -}}
metadata:
  labels: {{- include "social.labels" . | nindent 4 }}
spec:
  automountServiceAccountToken: false
  enableServiceLinks: false
  # As `init: true` in Compose: the pause process is the first one, ends orphans, and signals have their usual meaning.
  shareProcessNamespace: true
  terminationGracePeriodSeconds: {{ .grace_s | default 45 }}
  {{- with .root.Values.images.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: {{ .user }}
    runAsGroup: {{ .user }}
    fsGroup: {{ .user }}
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile: { type: RuntimeDefault }
  {{- with .restart }}
  restartPolicy: {{ . }}
  {{- end }}
  {{- with .initial }}
  initContainers:
    - {{- . | nindent 6 }}
  {{- end }}
  containers:
    - name: {{ .component }}
      {{- include "social.image" . | nindent 6 }}
      {{- include "social.hardened" . | nindent 6 }}
      {{- with .workingDir }}
      workingDir: {{ . }}
      {{- end }}
      command: {{ toJson .command }}
      {{- with .env }}
      env: {{- . | nindent 8 }}
      {{- end }}
      {{- with .ports }}
      ports:
        {{- range $name, $port := . }}
        - { name: {{ $name }}, containerPort: {{ $port }} }
        {{- end }}
      {{- end }}
      {{- with .probes }}
      {{- . | nindent 6 }}
      {{- end }}
      {{- if .drains }}
      lifecycle: { preStop: { sleep: { seconds: 5 } } }
      {{- end }}
      resources: {{- toYaml .resources | nindent 8 }}
      volumeMounts:
        - { name: tmp, mountPath: /tmp }
        {{- range .mounts }}
        - {{ toJson . }}
        {{- end }}
  volumes:
    - { name: tmp, emptyDir: { medium: Memory, sizeLimit: 64Mi } }
    {{- range .volumes }}
    - {{ toJson . }}
    {{- end }}
  topologySpreadConstraints:
    {{- range $where := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
    - maxSkew: 1
      topologyKey: {{ $where }}
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels: {{- include "social.selector" $ | nindent 10 }}
    {{- end }}
  {{- with .root.Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with .root.Values.nodeSelector }}
  nodeSelector: {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .root.Values.tolerations }}
  tolerations: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "social.hardened" -}}
securityContext:
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: { drop: [ALL] }
{{- end }}

{{/* A Deployment of a part that has `replicas`, and `scale` where KEDA may say how many; `alone`: never two at once. */}}
{{- define "social.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "social.name" . }}
  labels: {{- include "social.labels" . | nindent 4 }}
spec:
  {{- if not (include "social.isScaled" .) }}
  replicas: {{ .replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  {{- if .alone }}
  strategy: { type: Recreate }
  {{- else }}
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  {{- end }}
  selector:
    matchLabels: {{- include "social.selector" . | nindent 6 }}
  template: {{- include "social.pod" . | nindent 4 }}
{{- end }}

{{- define "social.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "social.name" . }}
  labels:
    {{- include "social.labels" . | nindent 4 }}
    {{- if .watched }}
    {{- include "social.job" . | nindent 4 }}
    {{- end }}
spec:
  {{- if .headless }}
  clusterIP: None
  {{- end }}
  selector: {{- include "social.selector" . | nindent 4 }}
  ports:
    {{- range $name, $port := .ports }}
    - { name: {{ $name }}, port: {{ $port }}, targetPort: {{ $name }} }
    {{- end }}
{{- end }}

{{/* One pod at a time may be evicted on purpose; one that is broken anyhow may always. */}}
{{- define "social.budget" -}}
{{- if .root.Values.podDisruptionBudgets.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "social.name" . }}
  labels: {{- include "social.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "social.selector" . | nindent 6 }}
{{- end }}
{{- end }}
