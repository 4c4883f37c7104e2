{{/* Names and labels. A part is (dict "root" $ "component" "worker" "member" "comments"); the member, where there is one,
tells one Deployment of a component from another. */}}

{{- define "social.name" -}}
{{ .root.Release.Name }}-{{ .component }}{{ with .member }}-{{ . }}{{ end }}
{{- end }}

{{- define "social.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .member }}
social/member: {{ . }}
{{- end }}
{{- end }}

{{- define "social.labels" -}}
{{ include "social.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* A Service's label by which Prometheus names the job (deploy/prometheus/alerts.yml). */}}
{{- define "social.job" -}}
social/job: social-{{ .component }}
{{- end }}

{{- define "social.image" -}}
{{- $image := index .root.Values.images .image -}}
image: {{ $image.repository }}:{{ $image.tag | default .root.Chart.AppVersion }}
imagePullPolicy: {{ $image.pullPolicy }}
{{- end }}

{{/* What an entry of `api` or `workers` is, with what it leaves out: (dict "root" $ "kind" "worker" "entry" $entry). */}}
{{- define "social.entry" -}}
{{- mergeOverwrite (deepCopy (index .root.Values.defaults .kind)) (.entry | default dict) | toYaml }}
{{- end }}
