export { Loading as default } from "@/shell/Loading";
