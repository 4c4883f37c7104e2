{{/* Which path goes to which Service, as in deploy/nginx/social.conf; the longest path wins. What is not named here
(`/metrics`, `/readyz`) reaches the pages, which have none of it. */}}

{{/* The entry of `api` that serves this noun: the one that names it, else the one that serves all. */}}
{{- define "social.apiOf" -}}
{{- $found := include "social.apiWithAll" .root }}
{{- range $name, $entry := .root.Values.api }}
{{- $nouns := (include "social.entry" (dict "root" $.root "kind" "api" "entry" $entry) | fromYaml).nouns }}
{{- if has $.noun (splitList "," $nouns) }}{{ $found = $name }}{{ end }}
{{- end }}
{{- $found | required (printf "api: no entry serves %s" .noun) }}
{{- end }}

{{- define "social.apiWithAll" -}}
{{- $found := "" }}
{{- range $name, $entry := .Values.api }}
{{- if not (include "social.entry" (dict "root" $ "kind" "api" "entry" $entry) | fromYaml).nouns }}{{ $found = $name }}{{ end }}
{{- end }}
{{- $found }}
{{- end }}

{{/* The entry that has what belongs to no noun: receipts, the public keys, the documentation. */}}
{{- define "social.anyApi" -}}
{{- include "social.apiWithAll" . | default (include "social.apiOf" (dict "root" . "noun" "posts")) }}
{{- end }}

{{/* A list in YAML of path, type (Exact, Prefix, Regex), service and port. */}}
{{- define "social.routes" -}}
- { path: /socket.io, type: Prefix, service: {{ .Release.Name }}-realtime, port: 8001 }
- { path: /api/v1/events, type: Exact, service: {{ .Release.Name }}-realtime, port: 8001 }
- { path: /mqtt, type: Exact, service: {{ .Release.Name }}-realtime, port: 8001 }
{{- $any := include "social.anyApi" . }}
{{- $posts := include "social.apiOf" (dict "root" . "noun" "posts") }}
{{- $comments := include "social.apiOf" (dict "root" . "noun" "comments") }}
{{- if ne $posts $comments }}
- { path: "/api/v1/posts/[0-9a-f]+/comments", type: Regex, service: {{ .Release.Name }}-api-{{ $comments }}, port: 8000 }
{{- end }}
{{- $paths := dict "posts" (list "posts" "feed" "search" "markdown" "moderation") "comments" (list "comments") "people" (list "users" "auth" "inbox" "pictures") "conversations" (list "conversations" "messages") }}
{{- range $noun, $segments := $paths }}
{{- $api := include "social.apiOf" (dict "root" $ "noun" $noun) }}
{{- if ne $api $any }}
{{- range $segments }}
- { path: /api/v1/{{ . }}, type: Prefix, service: {{ $.Release.Name }}-api-{{ $api }}, port: 8000 }
{{- end }}
{{- end }}
{{- end }}
{{- range $path, $type := dict "/api" "Prefix" "/docs" "Prefix" "/.well-known" "Prefix" "/openapi.json" "Exact" "/healthz" "Exact" }}
- { path: {{ $path }}, type: {{ $type }}, service: {{ $.Release.Name }}-api-{{ $any }}, port: 8000 }
{{- end }}
- { path: /, type: Prefix, service: {{ .Release.Name }}-frontend, port: 3000 }
{{- end }}
