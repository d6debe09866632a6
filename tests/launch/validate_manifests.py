"""Checks manifests against the schemas of Kubernetes, JobSet and Kubeflow's Training Operator; prints as JSON what YAML makes of each file."""

import importlib
import importlib.metadata
import json
import sys
import types

import kubernetes_validate
import yaml
from kubeflow_trainer_api.models.jobset_v1alpha2_job_set import JobsetV1alpha2JobSet

VERSIONS = ["1.31", "1.37"]  # the oldest that job.yaml names, and the newest known


def check_core(manifest):
    for version in VERSIONS:
        kubernetes_validate.validate(manifest, version, strict=True)  # strict: nothing that is unknown


def check_pod(template):
    """A pod as a controller makes it of a template."""
    metadata = {"name": "pod", **template.get("metadata", {})}
    check_core({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"]})


def check_job_set(manifest):
    """By the models that are generated from JobSet's schema, which leave out what they do not know."""
    known = JobsetV1alpha2JobSet.from_dict(manifest).to_dict()
    for key in ["network", "failurePolicy"]:
        assert known["spec"][key] == manifest["spec"][key], f"{key}: {known['spec'][key]}"
    assert set(known["spec"]) == set(manifest["spec"]), sorted(manifest["spec"])
    for model, job in zip(known["spec"]["replicatedJobs"], manifest["spec"]["replicatedJobs"], strict=True):
        assert set(model) == set(job), sorted(job)
        metadata = {"name": job["name"]}
        check_core({"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": job["template"]["spec"]})


def training_models():
    """The operator's models, without its client, which needs more packages."""
    files = importlib.metadata.files("kubeflow-training")
    folder = next(file for file in files if file.name == "configuration.py").locate().parent
    for name, path in [("kubeflow", folder.parent), ("kubeflow.training", folder), ("kubeflow.training.models", folder / "models")]:
        sys.modules[name] = types.ModuleType(name)
        sys.modules[name].__path__ = [str(path)]
    names = {"TFJob": "tf_job", "TFJobSpec": "tf_job_spec", "RunPolicy": "run_policy", "ReplicaSpec": "replica_spec"}
    return {
        f"KubeflowOrgV1{name}": getattr(
            importlib.import_module(f"kubeflow.training.models.kubeflow_org_v1_{file}"), f"KubeflowOrgV1{name}"
        )
        for name, file in names.items()
    }


def check_tf_job(value, kind, models):
    """By the tables of names and types of the operator's models."""
    if kind == "V1PodTemplateSpec":
        check_pod(value)
    elif kind.startswith("dict(str, "):
        for inner in value.values():
            check_tf_job(inner, kind[len("dict(str, ") : -1], models)
    elif kind in models:
        model = models[kind]
        inner_kinds = {model.attribute_map[name]: kind for name, kind in model.openapi_types.items()}
        for name, inner in value.items():
            assert name in inner_kinds, f"{kind} has no {name}"
            check_tf_job(inner, inner_kinds[name], models)
    elif kind in ("str", "int", "bool"):
        assert type(value).__name__ == kind, f"{value!r} is no {kind}"
    else:
        assert kind == "V1ObjectMeta", f"{kind} is not known"


def check(manifest):
    version, kind = manifest["apiVersion"], manifest["kind"]
    if version == "jobset.x-k8s.io/v1alpha2":
        check_job_set(manifest)
    elif version == "kubeflow.org/v1":
        check_tf_job(manifest, f"KubeflowOrgV1{kind}", training_models())
        assert set(manifest["spec"]["tfReplicaSpecs"]) == {"Chief", "Worker"}
    else:
        check_core(manifest)


files = {}
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        files[path] = list(yaml.safe_load_all(file))
    for manifest in files[path]:
        try:
            check(manifest)
        except Exception as error:
            sys.exit(f"{path}, {manifest['kind']}: {error}")
print(json.dumps(files))
