{{/* The folder of pictures, for the pods that use it, where it is a claim; as lists in YAML. */}}

{{- define "social.pictureVolumes" -}}
{{- with .Values.pictures.claim }}
- { name: pictures, persistentVolumeClaim: { claimName: {{ . }} } }
{{- end }}
{{- end }}

{{- define "social.pictureMounts" -}}
{{- with .Values.pictures.claim }}
- { name: pictures, mountPath: /var/lib/social/pictures }
{{- end }}
{{- end }}
